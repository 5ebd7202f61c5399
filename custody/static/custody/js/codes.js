// How a code is compared, however it was typed, and how many codes stand in a text.
const LONGEST = 30; // what is longer is several codes with blanks between them
export const ROW = /\.\.|…|\s[-–—]\s/; // the first and the last of a row of seals
export const SEPARATORS = /[\s./\u2010\u2011\u2013-]+/g;

export function plain(code) {
  return code.replace(/^C1:/i, "").toUpperCase().replace(SEPARATORS, "").replace(/O/g, "0").replace(/[IL]/g, "1");
}

export function codesOf(text) {
  const parts = text.split(/[\n\r,;\t]+/).map((part) => part.trim());
  return parts.flatMap((part) => (part.length > LONGEST ? part.split(/\s+/) : [part])).filter(Boolean);
}
