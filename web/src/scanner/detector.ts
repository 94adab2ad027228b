// Finds codes in a picture: with the browser's own detector where it works, else with ZXing as
// WebAssembly, which comes from this service and never from elsewhere.

import { prepareZXingModule, type ReaderOptions, readBarcodes } from "zxing-wasm/reader";

/** Returns the texts of the codes that a picture shows. */
export type Detector = (picture: HTMLVideoElement) => Promise<string[]>;

interface NativeDetector {
  detect(image: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface NativeDetectorClass {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const NATIVE_FORMATS = ["qr_code", "code_128", "code_39", "data_matrix"];
const OPTIONS: ReaderOptions = {
  formats: ["QRCode", "Code128", "Code39", "DataMatrix"],
  maxNumberOfSymbols: 8,
};

/** Return the detector of the browser, where it has one that reads the codes of our labels. */
export async function nativeDetector(): Promise<Detector | undefined> {
  const native = (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
  const offered = native ? await native.getSupportedFormats() : [];
  const formats = NATIVE_FORMATS.filter((format) => offered.includes(format));
  if (!native || !formats.includes("qr_code")) {
    return undefined;
  }
  const reader = new native({ formats });
  return async (picture) => (await reader.detect(picture)).map((code) => code.rawValue);
}

/** Return a detector that works in every browser; `wasm` is the address of its engine. */
export function zxingDetector(wasm: string): Detector {
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  return async (picture) => {
    const { videoWidth: width, videoHeight: height } = picture;
    if (!drawing || width === 0 || height === 0) {
      return [];
    }
    canvas.width = width;
    canvas.height = height;
    drawing.drawImage(picture, 0, 0);
    const found = await readBarcodes(drawing.getImageData(0, 0, width, height), OPTIONS);
    return found.filter((code) => code.isValid).map((code) => code.text);
  };
}
