//! What a child may touch. It is asked of the kernel for the thread that starts the child, and a child has what its
//! thread has: this way nothing needs to run between fork and exec.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, path_beneath_rules,
};
use rustix::process::{Pid, Resource, Rlimit, prlimit, setpriority_process};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

/// The newest rights that are asked for; an older kernel gives those it knows.
const RIGHTS: ABI = ABI::V5;
/// Programs, their libraries, and what these read. What is not there is left out.
const SYSTEM: [&str; 9] = [
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/opt",
    "/nix/store",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/dev/urandom",
];
/// Polite: everything else on the machine comes first.
const NICE: i32 = 15;
/// Files that a child may have open at a time.
const OPEN_FILES: u64 = 64;

/// Takes from this thread, for ever, every file but those of the system, to be read, and those of one folder; and
/// every way to the network. Call it on a thread of its own.
pub(super) fn confine(folder: &Path) -> io::Result<()> {
    close_files(folder).map_err(io::Error::other)?;
    close_network()
}

fn close_files(folder: &Path) -> Result<(), landlock::RulesetError> {
    let read = AccessFs::from_read(RIGHTS);
    let write = AccessFs::from_all(RIGHTS) & !AccessFs::Execute;
    Ruleset::default()
        .handle_access(AccessFs::from_all(RIGHTS))?
        .handle_access(AccessNet::from_all(RIGHTS))?
        .create()?
        .add_rules(path_beneath_rules(SYSTEM, read))?
        .add_rules(path_beneath_rules(
            ["/dev/null"],
            AccessFs::ReadFile | AccessFs::WriteFile,
        ))?
        .add_rules(path_beneath_rules([folder], write))?
        .restrict_self()?;
    Ok(())
}

/// Calls that no decoder needs answer EPERM. On processors that the filter does not know, Landlock stands alone.
fn close_network() -> io::Result<()> {
    const CALLS: [i64; 14] = [
        libc::SYS_socket,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_io_uring_setup,
        libc::SYS_bpf,
        libc::SYS_userfaultfd,
        libc::SYS_perf_event_open,
        libc::SYS_keyctl,
        libc::SYS_unshare,
        libc::SYS_mount,
    ];
    let Ok(processor) = std::env::consts::ARCH.try_into() else {
        return Ok(());
    };
    let rules: BTreeMap<i64, Vec<_>> = CALLS.into_iter().map(|call| (call, Vec::new())).collect();
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refused, processor)
        .map_err(io::Error::other)?;
    let program: BpfProgram = filter.try_into().map_err(io::Error::other)?;
    seccompiler::apply_filter(&program).map_err(io::Error::other)
}

/// What a child may use up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    /// Seconds of a processor.
    pub(super) processor: u64,
    /// Bytes of memory of its own.
    pub(super) memory: u64,
    /// Bytes of each file that it writes.
    pub(super) file: u64,
}

/// Bounds a child that has just been started. It may have run for some microseconds, in which it cannot do harm: what it
/// may touch is bounded already.
pub(super) fn bound(child: Pid, allowance: Allowance) -> io::Result<()> {
    for (resource, most) in [
        (Resource::Cpu, allowance.processor),
        (Resource::Data, allowance.memory),
        (Resource::Fsize, allowance.file),
        (Resource::Nofile, OPEN_FILES),
        (Resource::Core, 0),
    ] {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        prlimit(Some(child), resource, limit)?;
    }
    Ok(setpriority_process(Some(child), NICE)?)
}
