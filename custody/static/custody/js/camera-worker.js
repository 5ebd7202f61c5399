// zxing, away from the page. The first message names its two files, every other is a picture; the answer is what its
// codes say, or null when zxing cannot work here. The header that comes with this file (config/csp.py) lets it compile
// zxing and reach nothing but us.
const OPTIONS = { formats: ["DataMatrix", "QRCode", "Code128", "Code39"], tryHarder: true, maxNumberOfSymbols: 2 };

async function textsIn(picture) {
  const found = await ZXingWASM.readBarcodes(picture, OPTIONS);
  return found.map((code) => code.text).filter(Boolean);
}

onmessage = async (event) => {
  if (event.data.wasm) {
    importScripts(event.data.reader);
    ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => event.data.wasm } });
    return;
  }
  try {
    postMessage(await textsIn(event.data));
  } catch (error) {
    console.error(error);
    postMessage(null);
  }
};
