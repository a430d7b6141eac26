import type { Decision } from '@phasegate/rollout';
import type { Asked, Ready } from './agent-state.ts';
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
      /** Whether a release may be fetched that nobody has asked for: not where its user called it off, or bytes cost. */
      readonly mayFetch: boolean;
    }
  | {
      readonly kind: 'check-failed';
      readonly problem: AgentProblem;
      /** Nothing to be told unless somebody waits for the answer. */
      readonly quiet?: boolean;
      /** What the last accepted feed says now, where the host was not reached and that feed has not expired. */
      readonly lastWord?: Decision | undefined;
    }
  /** `asked`: now, if nothing is said. */
  | { readonly kind: 'install-requested'; readonly asked?: Asked }
  | { readonly kind: 'suspend-requested' }
  | { readonly kind: 'resume-requested' }
  | { readonly kind: 'cancel-requested' }
  | { readonly kind: 'progressed'; readonly progress: Progress }
  | { readonly kind: 'downloaded'; readonly installer: VerifiedInstaller }
  | { readonly kind: 'download-failed'; readonly problem: AgentProblem }
  /** The app became busy while the feed was read once more. */
  | { readonly kind: 'install-postponed'; readonly held: Ready }
  | { readonly kind: 'install-failed'; readonly problem: AgentProblem };

/** Work that a transition asks for; whoever runs it answers with events. */
export type AgentEffect =
  /** Fetch, verify, read and decide; `about` is the target to be judged by the fresh feed as well. */
  | { readonly kind: 'check'; readonly about: Target | undefined }
  | { readonly kind: 'download'; readonly target: Target }
  /** End the download under way; what came so far stays. */
  | { readonly kind: 'call-off' }
  /** Delete the download and disarm whatever would install it on quit. */
  | { readonly kind: 'discard' }
  | {
      readonly kind: 'install';
      readonly held: Ready;
      /** Whether the app comes up again by itself. */
      readonly restart: boolean;
    };
