/** The part of `--help` that explains what a command ends with. */
export const EXIT_CODES = `
Exit codes
    0  done, or nothing to do because it was done before
    1  failed: git, the network, the disk, or a feed that cannot be read; nothing was changed
    2  usage: an argument is wrong, or a version is in no feed
    3  declined: consent was asked for and not given; nothing was changed
    4  not allowed: the state of the rollout or of the repository forbids it; nothing was changed
    5  unhealthy: the health gate forbids it (phasegate rollout status says why); nothing was changed
    6  conflict: others kept pushing, another command is at work in this clone, or the work tree and
       the remote went different ways
    7  pending: pushed, but the host does not serve it yet (phasegate verify --live looks again), or a
       target beside the branch does not have it (phasegate publish sends again), or a stop is queued
       because the remote cannot be reached (phasegate push sends it)
  130  stopped by Ctrl-C

Pause and emergency stop are one step. Escalate asks y/N; rollback and 100 % want the version typed.
Without a terminal, or with CI set, nothing is asked: say yes with --confirm VERSION or --yes.`;
