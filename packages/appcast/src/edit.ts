export { insertItem, removeItem, replaceItem } from './edit-item.ts';
export { markWithdrawn, unmarkWithdrawn } from './edit-withdrawn.ts';
export { addAdvisory, removeAdvisory } from './edit-advisory.ts';
export { setIdentity, setLastBuildDate } from './edit-channel.ts';
export { portableItemXml } from './fragment.ts';
export { editAll, editInTurn } from './edit-all.ts';
export type { FeedEdit } from './edit-all.ts';
