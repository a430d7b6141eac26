/** One line that can be typed, and what it does. */
export interface Example {
  readonly line: string;
  readonly what: string;
}

/** Examples by command: `--help`, the manual and its tests read them; each is parsed by the program itself in a test. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  init: [
    {
      line: 'phasegate init --app com.example.notes --title Notes --platform macos linux',
      what: 'signed feeds, with three root keys of which two sign',
    },
    {
      line: 'phasegate init --app com.example.notes --title Notes --platform linux --unsigned',
      what: 'a first try, without keys',
    },
  ],
  'release add': [
    {
      line: 'phasegate release add --from dist --url-base https://example.com/{version}',
      what: 'everything that a build wrote, every platform at once',
    },
    {
      line: 'phasegate release add 1.2.0 --platform macos --file Notes.zip --url https://example.com/Notes.zip --arch arm64',
      what: 'one file',
    },
  ],
  'rollout start': [
    { line: 'phasegate rollout start 1.2.0', what: 'to the narrowest phase' },
    { line: 'phasegate rollout start 1.0.0 --phase 100', what: 'the very first release' },
    {
      line: 'phasegate rollout start 1.2.1 --overtake',
      what: 'a hotfix in the place of a release that is under way',
    },
  ],
  'rollout pause': [
    { line: 'phasegate rollout pause 1.2.0 --reason "crashes on start"', what: 'one step' },
  ],
  'rollout resume': [
    { line: 'phasegate rollout resume 1.2.0', what: 'the same machines as before' },
  ],
  'rollout escalate': [
    { line: 'phasegate rollout escalate 1.2.0', what: 'from 10 % to 50 %, say' },
    {
      line: 'phasegate rollout escalate 1.2.0 --phase 10 --yes',
      what: 'in a script: only if it is still at 10 %',
    },
    {
      line: 'phasegate rollout escalate 1.2.0 --override-health --reason "report is late"',
      what: 'against the health gate; the history keeps why',
    },
  ],
  'rollout schedule': [
    {
      line: 'phasegate rollout schedule 1.2.0 --to 50 --at 2026-11-27T09:00:00Z',
      what: 'one step, at a time',
    },
    { line: 'phasegate rollout schedule 1.2.0 --every 24h', what: 'a phase a day' },
    { line: 'phasegate rollout schedule 1.2.0 --clear', what: 'nothing by itself any more' },
  ],
  'rollout advance': [
    { line: 'phasegate rollout advance', what: 'what is due now, for a job every hour' },
  ],
  'rollout phases': [
    { line: 'phasegate rollout phases 5,25,100', what: 'for apps that are built from now on' },
  ],
  'rollout status': [
    { line: 'phasegate rollout status', what: 'all platforms' },
    { line: 'phasegate rollout status --platform linux --json', what: 'for a script' },
  ],
  rollback: [
    {
      line: 'phasegate rollback 1.2.0 --reason "loses notes" --severity critical --dry-run',
      what: 'the diff and who is affected; nothing is written',
    },
    {
      line: 'phasegate rollback 1.2.0 1.2.1 --reason "loses notes" --issue "Notes can be lost."',
      what: 'two releases at once, with a sentence for users',
    },
  ],
  withdraw: [
    {
      line: 'phasegate withdraw 1.2.0 --reason "loses notes"',
      what: 'as rollback, with the items left in the feeds',
    },
  ],
  block: [
    {
      line: 'phasegate block ">=1.1.0 <1.1.3" --reason "loses notes" --severity critical',
      what: 'a range, in quotes',
    },
  ],
  unblock: [{ line: 'phasegate unblock 1.1.x --reason "was not it"', what: 'by range, or by id' }],
  notice: [
    {
      line: 'phasegate notice --template performance --versions "<1.2.0" --expires 30d --reason "slow start"',
      what: 'to machines on older versions, for 30 days',
    },
  ],
  'notice end': [
    { line: 'phasegate notice end ADV-1 --reason "solved"', what: 'by its id, from advisory list' },
  ],
  'advisory list': [{ line: 'phasegate advisory list', what: 'what is in force, with ids' }],
  'advisory correct': [
    {
      line: 'phasegate advisory correct ADV-1 --issue "Notes can be lost." --reason "clearer"',
      what: 'other words for users',
    },
  ],
  undo: [
    { line: 'phasegate undo --reason "wrong version" --dry-run', what: 'the last command, shown' },
    { line: 'phasegate undo --sequence 42 --reason "wrong version"', what: 'an earlier one' },
  ],
  'emergency stop': [
    { line: 'phasegate emergency stop', what: 'everything that is rolling, everywhere' },
    {
      line: 'phasegate emergency stop 1.2.0 --reason "crashes on start"',
      what: 'one release, at any phase',
    },
  ],
  plan: [
    {
      line: 'phasegate plan rollout escalate 1.2.0 --out escalate.json',
      what: 'for somebody else to sign off',
    },
  ],
  'sign-off': [
    { line: 'phasegate sign-off escalate.json', what: 'as a second person, after reading it' },
  ],
  apply: [{ line: 'phasegate apply escalate.json', what: 'when enough have signed off' }],
  doctor: [
    { line: 'phasegate doctor', what: 'before the first command on a machine' },
    { line: 'phasegate doctor --json --timeout 5', what: 'for a job that watches' },
  ],
  'emergency lift': [
    {
      line: 'phasegate emergency lift 1.2.0 --reason "was the server, not the app"',
      what: 'to the same machines as before',
    },
  ],
  push: [
    { line: 'phasegate push --keep-trying', what: 'until the network is back' },
    { line: 'phasegate push --drop', what: 'it is not meant any more' },
  ],
  'release import': [
    {
      line: 'phasegate release import --platform macos --from https://example.com/appcast.xml',
      what: 'from a feed that Sparkle reads so far',
    },
  ],
  publish: [
    { line: 'phasegate publish --dry-run', what: 'what the targets lack' },
    { line: 'phasegate publish --target cdn', what: 'to one of them' },
  ],
  history: [
    { line: 'phasegate history --since 24h', what: 'what happened tonight' },
    {
      line: 'phasegate history 1.2.0 --format markdown > incident.md',
      what: 'one version, for the incident report',
    },
  ],
  verify: [
    { line: 'phasegate verify', what: 'what is in git' },
    { line: 'phasegate verify --live', what: 'what the host serves, too' },
  ],
  'keys init': [
    {
      line: 'phasegate keys init --root-keys 3 --root-threshold 2',
      what: 'signs feeds that were unsigned so far',
    },
  ],
  'keys make': [{ line: 'phasegate keys make root', what: 'on the machine of its holder' }],
  'keys show': [{ line: 'phasegate keys show', what: 'which keys are here' }],
  'keys check-root': [
    {
      line: 'phasegate keys check-root --trusted 1.root.json --next 2.root.json',
      what: 'exit code 0 if clients would follow',
    },
  ],
  'keys rotate': [
    { line: 'phasegate keys rotate feed --reason "yearly"', what: 'a new feed key' },
    {
      line: 'phasegate keys rotate root --draft root.json',
      what: 'a draft for the holders to sign',
    },
  ],
  'keys revoke': [
    { line: 'phasegate keys revoke 1a2b3c4d --reason "laptop stolen"', what: 'by how it begins' },
  ],
  'keys sign': [
    {
      line: 'phasegate keys sign root.json --trusted 1.root.json',
      what: 'shows what would change, then signs',
    },
  ],
  'keys publish': [{ line: 'phasegate keys publish root.json', what: 'when enough have signed' }],
  renew: [
    { line: 'phasegate renew', what: 'all feeds, for a weekly job' },
    { line: 'phasegate renew --root', what: 'the root too, once a year' },
  ],
  'config show': [{ line: 'phasegate config show', what: 'what is in force' }],
  'config check': [
    { line: 'phasegate config check', what: 'the phasegate.config.ts that lies here' },
  ],
  'config apply': [
    {
      line: 'phasegate -C ../notes-feeds config apply --dry-run',
      what: 'what would change in phasegate.json, from where the config lies',
    },
    {
      line: 'phasegate -C ../notes-feeds config apply --config feeds.config.ts --yes',
      what: 'in a script',
    },
  ],
  completion: [
    {
      line: 'phasegate completion bash > ~/.local/share/bash-completion/completions/phasegate',
      what: 'bash, from the next shell on',
    },
    {
      line: 'phasegate completion zsh > ~/.zfunc/_phasegate',
      what: 'zsh, with ~/.zfunc in fpath before compinit',
    },
    {
      line: 'phasegate completion fish > ~/.config/fish/completions/phasegate.fish',
      what: 'fish, at once',
    },
  ],
};
