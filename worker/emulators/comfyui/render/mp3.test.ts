import { expect, test } from "vitest";
import type { Audio } from "../values.ts";
import { encodeMp3 } from "./mp3.ts";

function sine(hertz: number, amplitude: number): Audio {
	const samples = Int16Array.from({ length: 22_050 }, (_, i) =>
		Math.round(amplitude * Math.sin((2 * Math.PI * hertz * i) / 22_050)),
	);
	return { type: "AUDIO", rate: 22_050, channels: 1, samples };
}

/** What the first half of each frame says: pairs of lines up to the tone, and how loud it is. */
function halves(mp3: Buffer): { pairs: number; gain: number }[] {
	const begin = mp3.indexOf(Buffer.from([0xff, 0xfb]));
	const frames = (mp3.length - begin) / 417;
	expect(frames).toBe(Math.ceil(44_100 / 1152));
	return Array.from({ length: frames }, (_, i) => {
		const side = mp3.subarray(begin + i * 417 + 4, begin + i * 417 + 21);
		const bits = [...side].map((byte) => byte.toString(2).padStart(8, "0")).join("");
		// After 18 bits of the frame and the 12 of the half's length.
		return { pairs: Number.parseInt(bits.slice(30, 39), 2), gain: Number.parseInt(bits.slice(39, 47), 2) };
	});
}

/** The half in the middle of the sound. */
const middle = (audio: Audio) => halves(encodeMp3(audio)).at(15);

test("an MP3 sounds at the pitch of the sound and as loud", () => {
	// A line stands for 38 Hz, a pair for 77.
	expect(middle(sine(440, 10_000))?.pairs).toBe(6);
	expect(middle(sine(2_000, 10_000))?.pairs).toBe(27);
	const loud = middle(sine(440, 10_000))?.gain ?? 0;
	expect(loud - (middle(sine(440, 2_500))?.gain ?? 0)).toBe(8);
});

test("silence is silent", () => {
	expect(new Set(halves(encodeMp3(sine(440, 0))).map(({ pairs }) => pairs))).toEqual(new Set([0]));
});
