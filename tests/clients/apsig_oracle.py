"""What apsig says of signatures of ours, and signatures of its own; see clients_apsig.rs.

Reads the file that TOLD names; prints one JSON object.
"""

import base64
import copy
import hashlib
import json
import os
from datetime import datetime, timezone

from apsig.draft.sign import Signer
from apsig.draft.verify import Verifier
from apsig.proof import ProofSigner, ProofVerifier
from apsig.rfc9421 import RFC9421Signer
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def believes(verify):
    """Whether it does; what it chokes on it does not believe."""
    try:
        return bool(verify())
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
        return False


with open(os.environ["TOLD"], encoding="utf-8") as file:
    told = json.load(file)
key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(told["seed"]))
rsa = load_pem_private_key(told["rsa_private"].encode(), None)


def of_request(it):
    return believes(
        Verifier(told["rsa_public"], it["method"], it["url"], it["headers"], it["body"].encode()).verify
    )


def of_document(it):
    return believes(lambda: ProofVerifier(key.public_key()).verify(copy.deepcopy(it)))


def by_the_draft(it):
    signer = Signer({}, rsa, it["method"], it["url"], told["key_id"], it["body"].encode())
    return {**it, "headers": {name: value for name, value in signer.sign().items() if name != "Authorization"}}


def by_the_standard(it):
    body = it["body"].encode()
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
    signer = RFC9421Signer(rsa, told["key_id"])
    # By itself it covers no digest, and sends one that is none (RFC 9530 has no name inside the colons).
    signer.sign_headers = ["@method", "@path", "@authority", "content-digest"]
    signed = signer.sign(it["method"], it["path"], it["host"], {"content-digest": digest}, body)
    return {**it, "headers": {**signed, "content-digest": digest, "host": it["host"]}}


def prove(it):
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "proofPurpose": "assertionMethod",
        "verificationMethod": told["proof_key_id"],
        "created": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return ProofSigner(key).sign(it, options)


plain = told["plain_requests"]
print(
    json.dumps(
        {
            "requests": [of_request(it) for it in told["requests"]],
            "documents": [of_document(it) for it in told["documents"]],
            "by_the_draft": [by_the_draft(it) for it in plain],
            "by_the_standard": [by_the_standard(it) for it in plain if it["body"]],
            "proved": [prove(it) for it in told["plain_documents"]],
        }
    )
)
