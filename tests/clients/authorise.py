"""Prints the code that the authorize page at AUTHORIZE_URL gives to LOGIN with PASSWORD.

For clients in other languages: the walk through the pages is the same for all of them.
"""

import os

from forms import authorise

print(authorise(os.environ["AUTHORIZE_URL"], os.environ["LOGIN"], os.environ["PASSWORD"]))
