import { expect, test } from "vitest";
import type { Movie } from "../../media/movie.ts";
import type { Said } from "./ffmpeg-log.ts";
import { countedBy, wholenessOf } from "./wholeness.ts";

const silent: Said = {
	...{ width: 64, height: 36, sound: false, duration: 3, loudest: null, silences: [] },
	starts: Array.from({ length: 48 }, (_, i) => i / 16),
	complaints: [],
};
const film: Movie = { frames: 48, fps: 16, duration_ms: 3000, sound: false };
const decoding = (frames: number, ...complaints: string[]) => ({
	...{ frames, most: 2000, ended: null },
	said: { ...silent, starts: silent.starts.slice(0, frames), complaints },
});

test("a film is whole where all its pictures come out, and where it begins or ends within them without a complaint", () => {
	expect(wholenessOf(decoding(48), film)).toEqual({ how: "whole" });
	expect(wholenessOf(decoding(40), film)).toEqual({ how: "whole" });
	expect(wholenessOf(decoding(48), null)).toEqual({ how: "whole" });
	// Sound may be longer than its pictures, and a long film is decoded in part.
	const heard = { ...decoding(28), said: { ...decoding(28).said, sound: true } };
	expect(wholenessOf(heard, null)).toEqual({ how: "whole" });
	expect(wholenessOf({ ...decoding(28), most: 28 }, { ...film, frames: 9000 })).toEqual({ how: "whole" });
});

test.each([
	[decoding(28, "stream 0, offset 0x1a8e8: partial file"), film, "28 of its 48 pictures can be decoded"],
	[decoding(28, "File ended prematurely"), null, "it is cut off: File ended"],
	[decoding(28), null, "its pictures end after 1.75 of 3 seconds"],
	[decoding(0, "moov atom not found"), null, "no picture of it can be decoded: moov"],
	[decoding(0), film, "no picture of it can be decoded"],
	[decoding(48, "corrupted macroblock 0 0"), film, "damaged: corrupted macroblock"],
	[decoding(0, "Picture size 20000x20000 exceeds specified max pixel count 1"), film, "too large"],
])("a film that is cut off or damaged is broken, and why", (found, movie, why) => {
	expect(wholenessOf(found, movie)).toEqual({ how: "broken", why: expect.stringContaining(why) });
});

test("what this ffmpeg cannot decode nobody looked at; what it did not end at is no verdict on the film", () => {
	const unknown = "Decoding requested, but no decoder found for: av1";
	expect(wholenessOf(decoding(0, unknown), film)).toMatchObject({ how: "not_tried" });
	expect(wholenessOf({ ...decoding(48), ended: "it took longer than 60 seconds" }, film)).toMatchObject({
		how: "failed",
	});
});

test("pictures are counted where tables do not say them, and not where some were left out", () => {
	expect(countedBy(decoding(48))).toEqual(film);
	expect(countedBy({ ...decoding(48), most: 48 })).toBeNull();
	expect(countedBy(decoding(1))).toBeNull();
	expect(countedBy({ ...decoding(48), said: { ...silent, starts: [0, 0.1] } })).toBeNull();
});
