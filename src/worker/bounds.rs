//! What a worker may take, set by itself: a processor's time, memory, and no files or connections at all.

use crate::corpus::Limits;

/// Takes the right to open files and connections, to write files and to leave a core behind.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(super) fn close_up() {
    use rustix::process::Resource;
    /// Standard input, output and error are open already.
    const OPEN_FILES: u64 = 3;
    bound(Resource::Nofile, OPEN_FILES);
    bound(Resource::Fsize, 0);
    bound(Resource::Core, 0);
}

/// Bounds what the next file may take.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(super) fn apply(limits: &Limits) {
    use rustix::process::Resource;
    use rustix::time::{ClockId, clock_gettime};
    let used = clock_gettime(ClockId::ProcessCPUTime);
    let used = u64::try_from(used.tv_sec).unwrap_or(0);
    // What is over of a second counts as one.
    bound(Resource::Cpu, used + limits.cpu_time.as_secs() + 1);
    bound(Resource::As, limits.memory_bytes);
}

/// Sets a limit, as far as the system has it.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn bound(resource: rustix::process::Resource, most: u64) {
    use rustix::process::{Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(resource).maximum;
    let limit = Rlimit {
        current: Some(maximum.map_or(most, |maximum| most.min(maximum))),
        maximum,
    };
    // Without it the program still ends a worker that takes too long or says too much.
    let _ = setrlimit(resource, limit);
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn close_up() {}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn apply(_limits: &Limits) {}
