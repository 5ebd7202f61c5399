// Encrypts what an officer signed to the key of the house (custody/ledger/letterbox.py): nobody can read it on this
// device, not even the page that wrote it. The private half of the sender's key is never kept.
const INFO = new TextEncoder().encode("custody/letterbox/1");

export async function seal(bytes, { letterbox, boundTo }) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const house = await crypto.subtle.importKey("raw", letterbox, curve, false, []);
  const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const sender = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: house }, own.privateKey, 256);
  const root = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: sender, info: INFO };
  const key = await crypto.subtle.deriveKey(how, root, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const bound = { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(boundTo) };
  return new Blob([sender, nonce, await crypto.subtle.encrypt(bound, key, bytes)]).arrayBuffer();
}
