/** What each key of `phasegate.json` is, for editors and the manual. */
export const CONFIG_WORDS: Readonly<Record<string, string>> = {
  app: "The app's id, as its clients know it: com.example.notes",
  title: "The app's name, as people know it",
  updates: 'The folder of the feeds, relative to the root of the work tree',
  platforms: 'The platforms that have feeds; one may be added, none taken away',
  phases: 'The shares in per cent through which a release goes; they rise and end in 100',
  formerPhases: 'Phases of before, whose feeds go on; rollout phases keeps the list',
  branch: 'The git branch that holds the feeds',
  remote: 'The git remote that they are pushed to',
  feedBase: 'The address of the updates folder, where it is published',
  trust: 'Whether clients demand signatures',
  health: 'What escalation asks before it lets more machines in; without it the gate is off',
  roles: 'Who may do what, and how many sign off; without it whoever can push may do everything',
  keep: 'How much of the past the feeds hold',
  publish: 'Where the published files go beside the git branch',
  sparkleKey: "The app's SUPublicEDKey, where feeds carry Sparkle's signature as well",
};
