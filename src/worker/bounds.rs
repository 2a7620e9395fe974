//! What a worker may take, set by itself: a processor's time, memory, and no files or connections at all.

use std::process::{Child, Command};

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

/// Bounds what a command may take that was just started.
#[cfg(target_os = "linux")]
pub(super) fn apply_to(child: &Child, limits: &Limits) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let pid = Some(Pid::from_child(child));
    let bound = |resource, most| {
        let limit = Rlimit {
            current: Some(most),
            // Beyond the first limit it is told, beyond the second it is killed without a word.
            maximum: Some(most.saturating_add(1)),
        };
        // Without it the command is still ended when it takes too long or says too much.
        let _ = prlimit(pid, resource, limit);
    };
    bound(Resource::Cpu, limits.cpu_time.as_secs() + 1);
    bound(Resource::As, limits.memory_bytes);
    bound(Resource::Core, 0);
}

#[cfg(not(target_os = "linux"))]
pub(super) fn apply_to(_child: &Child, _limits: &Limits) {}

/// Makes a command the first of a group of its own, to which all belong that it starts.
pub(super) fn lead_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// The group that a command leads.
pub(super) struct Group {
    #[cfg(unix)]
    leader: rustix::process::Pid,
}

impl Group {
    /// Returns the group of a command that leads one.
    pub(super) fn of(_child: &Child) -> Self {
        Self {
            #[cfg(unix)]
            leader: rustix::process::Pid::from_child(_child),
        }
    }

    /// Ends what is left of it.
    pub(super) fn end(&self) {
        #[cfg(unix)]
        {
            use rustix::process::{Signal, kill_process_group};
            // There may be nobody left.
            let _ = kill_process_group(self.leader, Signal::KILL);
        }
    }
}
