// Keys that come while the rest is fetched: the first letters of a code are not lost. scan.js takes over from here.
export const early = [];
export const lists = {}; // batch.js, where a page has it: it runs before scan.js

export function isWriting(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
}

export function written(target) {
  return isWriting(target) ? target.value : "";
}

const keep = (event) => early.push([event, written(event.target)]);
addEventListener("keydown", keep);

export const leaveOff = () => removeEventListener("keydown", keep);
