// What a hand full of envelopes hears and feels: each outcome has a sound and a vibration of its
// own, so that nobody has to look at the screen.

export type Signal = "kept" | "recorded" | "already" | "refused" | "warning";

interface Tone {
  hertz: number;
  ms: number;
}

const TONES: Record<Signal, Tone[]> = {
  kept: [{ hertz: 620, ms: 50 }],
  recorded: [{ hertz: 1_050, ms: 110 }],
  already: [
    { hertz: 760, ms: 90 },
    { hertz: 760, ms: 90 },
  ],
  refused: [{ hertz: 190, ms: 480 }],
  warning: [
    { hertz: 420, ms: 110 },
    { hertz: 300, ms: 110 },
    { hertz: 420, ms: 110 },
  ],
};

const VIBRATIONS_MS: Record<Signal, number[]> = {
  kept: [25],
  recorded: [60],
  already: [50, 60, 50],
  refused: [400],
  warning: [90, 50, 90, 50, 90],
};

const GAP_SECONDS = 0.05;
const LOUDNESS = 0.25;

let speaker: AudioContext | undefined;

/** Browsers let a page sound only once somebody has touched it: call this on every touch. */
export function wakeSpeaker(): void {
  speaker ??= new AudioContext();
  if (speaker.state === "suspended") {
    void speaker.resume();
  }
}

export function signal(kind: Signal): void {
  // Browsers complain of pages that shake before anybody has touched them.
  if (navigator.userActivation?.hasBeenActive ?? true) {
    navigator.vibrate?.(VIBRATIONS_MS[kind]);
  }
  if (speaker?.state !== "running") {
    return;
  }
  let at = speaker.currentTime;
  for (const tone of TONES[kind]) {
    const oscillator = speaker.createOscillator();
    const loudness = speaker.createGain();
    const end = at + tone.ms / 1_000;
    oscillator.type = kind === "refused" ? "sawtooth" : "sine";
    oscillator.frequency.value = tone.hertz;
    // Swelling and fading within milliseconds keeps the loudspeaker from clicking.
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.008);
    loudness.gain.setValueAtTime(LOUDNESS, end - 0.008);
    loudness.gain.linearRampToValueAtTime(0, end);
    oscillator.connect(loudness).connect(speaker.destination);
    oscillator.start(at);
    oscillator.stop(end);
    at = end + GAP_SECONDS;
  }
}
