// Reads codes with the camera of a phone. Loaded when somebody taps "Scan" and not before. The browser's own reader does
// it where it knows our codes, else zxing in a worker of its own, so that no page needs leave to compile code. Where
// there is no camera, or none that comes close enough, a photo is read by the server.
const NATIVE = ["data_matrix", "qr_code", "code_128", "code_39"];
const LOOK_EVERY_MS = 125;
const MIDDLE = 0.7; // of the picture: what lies at its edge is not meant
const SIZES = [1, 0.7, 1.5]; // a worn code that one size hides is often read at another: each look takes the next
const KEPT = "custody_camera";

async function nativeReader() {
  const known = (await globalThis.BarcodeDetector?.getSupportedFormats?.()) ?? [];
  if (!NATIVE.every((format) => known.includes(format))) return null;
  const detector = new BarcodeDetector({ formats: NATIVE });
  return { read: async (picture) => (await detector.detect(picture)).map((code) => code.rawValue), end: () => {} };
}

function workerReader({ worker, reader, wasm }) {
  const working = new Worker(worker);
  working.postMessage({ reader: new URL(reader, location).href, wasm: new URL(wasm, location).href });
  const read = (picture) => new Promise((resolve, reject) => {
    working.onmessage = (event) => (event.data ? resolve(event.data) : reject(new Error("zxing cannot work here")));
    working.onerror = reject;
    working.postMessage(picture, [picture.data.buffer]);
  });
  return { read, end: () => working.terminate() };
}

async function cameraOf(video, wanted) {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const which = wanted ? { deviceId: { ideal: wanted } } : { facingMode: "environment" };
  const stream = await navigator.mediaDevices.getUserMedia({ video: { ...size, ...which }, audio: false });
  video.srcObject = stream;
  await video.play();
  return stream.getVideoTracks()[0];
}

function middleOf(video, canvas, size) {
  const [width, height] = [video.videoWidth * MIDDLE, video.videoHeight * MIDDLE];
  [canvas.width, canvas.height] = [width * size, height * size].map(Math.round);
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  drawing.drawImage(video, (video.videoWidth - width) / 2, (video.videoHeight - height) / 2, width, height,
    0, 0, canvas.width, canvas.height);
  return drawing.getImageData(0, 0, canvas.width, canvas.height);
}

async function readByServer(photo, url) {
  const body = new FormData();
  body.set("photo", photo);
  body.set("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]").value);
  const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  return answer.json();
}

// Show the camera; give every code to `taken`, and close after the first unless the list `stays`.
export async function open(parts, taken, { stays }) {
  const dialog = parts.content.querySelector("dialog").cloneNode(true);
  const part = (name) => dialog.querySelector(name);
  const [video, said, light, other] = [part("video"), part("[data-said]"), part("[data-torch]"), part("[data-other]")];
  const canvas = document.createElement("canvas");
  let [track, reader, isOpen] = [null, null, true];

  const close = () => dialog.close();
  const hide = () => { if (document.hidden) close(); };
  const found = (codes) => {
    for (const code of codes) taken(code);
    if (codes.length) said.textContent = parts.dataset.read.replace("{code}", codes.at(-1));
    if (codes.length && !stays) close();
  };

  async function look() {
    for (let looks = 0; isOpen; looks += 1) {
      const size = SIZES[looks % SIZES.length];
      if (video.readyState >= 2) found(await reader.read(middleOf(video, canvas, size)));
      await new Promise((resolve) => { setTimeout(resolve, LOOK_EVERY_MS); });
    }
  }

  async function start(wanted) {
    track?.stop();
    track = await cameraOf(video, wanted);
    if (!isOpen) track.stop();
    light.hidden = !track.getCapabilities?.().torch;
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
    other.hidden = cameras.length < 2;
    other.onclick = () => {
      const at = cameras.findIndex((device) => device.deviceId === track.getSettings().deviceId);
      const next = cameras[(at + 1) % cameras.length].deviceId;
      localStorage.setItem(KEPT, next);
      start(next);
    };
  }

  light.addEventListener("click", async () => {
    const isOn = light.getAttribute("aria-pressed") !== "true";
    await track.applyConstraints({ advanced: [{ torch: isOn }] });
    light.setAttribute("aria-pressed", String(isOn));
  });
  part("input[type=file]").addEventListener("change", async (event) => {
    try {
      const { codes, error } = await readByServer(event.target.files[0], parts.dataset.photo);
      if (error) said.textContent = error;
      found(codes.slice(0, 1));
    } catch {
      said.textContent = said.dataset.unsent;
    }
  });
  part("[data-close]").addEventListener("click", close);
  document.addEventListener("visibilitychange", hide);
  dialog.addEventListener("close", () => {
    isOpen = false;
    track?.stop();
    reader?.end();
    document.removeEventListener("visibilitychange", hide);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  try {
    await start(localStorage.getItem(KEPT));
    reader = (await nativeReader()) ?? workerReader(parts.dataset);
    await look();
  } catch {
    if (isOpen) said.textContent = said.dataset.refused;
    video.hidden = true;
  }
}
