import type { Decision } from '@phasegate/rollout';
import type { AgentProblem } from './error.ts';
import type { Progress } from './snapshot.ts';
import type { Target, VerifiedInstaller } from './target.ts';

/** Who asked for a check. */
export type Trigger = 'timer' | 'user';

/** Everything that can happen to the agent. */
export type AgentEvent =
  /** The feed accepted before this start, decided upon again. */
  | { readonly kind: 'recalled'; readonly decision: Decision }
  | { readonly kind: 'check-requested'; readonly trigger: Trigger }
  | {
      readonly kind: 'decided';
      readonly decision: Decision;
      /** Whether the target at hand must not be installed any more; a missing item does not condemn it. */
      readonly condemned: boolean;
    }
  /** `quiet`: nothing to be told unless somebody waits for the answer. */
  | { readonly kind: 'check-failed'; readonly problem: AgentProblem; readonly quiet?: boolean }
  | { readonly kind: 'install-requested' }
  | { readonly kind: 'progressed'; readonly progress: Progress }
  | { readonly kind: 'downloaded'; readonly installer: VerifiedInstaller }
  | { readonly kind: 'download-failed'; readonly problem: AgentProblem }
  | { readonly kind: 'install-failed'; readonly problem: AgentProblem };

/** Work that a transition asks for; whoever runs it answers with events. */
export type AgentEffect =
  /** Fetch, verify, read and decide; `about` is the target to be judged by the fresh feed as well. */
  | { readonly kind: 'check'; readonly about: Target | undefined }
  | { readonly kind: 'download'; readonly target: Target }
  /** Delete the download and disarm whatever would install it on quit. */
  | { readonly kind: 'discard' }
  | {
      readonly kind: 'install';
      readonly target: Target;
      readonly installer: VerifiedInstaller;
      /** Whether the app comes up again by itself. */
      readonly restart: boolean;
    };
