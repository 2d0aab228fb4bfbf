import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { Person } from "../checks/face-checks.ts";
import type { FilmFaces } from "../checks/film-faces.ts";
import { asksForFaces, type Standards } from "../checks/standards.ts";
import type { FaceWish } from "../faces/wish.ts";
import { samplesOf, type Times } from "../frames/spans.ts";
import { runForPictures } from "./ffmpeg.ts";
import type { Opener } from "./opener.ts";

/** Longest side at which faces of a film are looked for, in pixels. */
const LONGEST = 960;
/** Looking at the faces of one film may take so long, in milliseconds: what is left out then is not looked at. */
const TIME_MS = 60_000;

/** With whom the faces of a film are compared, and what looks for them. */
export interface FilmCompared {
	wish: FaceWish;
	opener: Opener;
	standards: Standards;
	/** Null: nobody is asked for. Never rejects. */
	person(): Promise<Person | null>;
}

/** Whether a film's faces are looked at at all: somebody is to be seen, or a view of a face was asked for. */
export function looksForFaces(person: Person | null, standards: Standards): boolean {
	return standards.subject !== "map" && (person !== null || asksForFaces(standards));
}

/**
 * Looks for faces in some pictures of a film, spread evenly over it; see `samplesOf`. Each is opened with the bounds
 * of a picture of unknown worth. Throws only what the file system throws.
 */
export async function facesOfFilm(
	{ film, program, scratch, times }: { film: string; program: string; scratch: string; times: Times },
	{ wish, opener }: FilmCompared,
): Promise<FilmFaces> {
	const chosen = samplesOf(times);
	const folder = await mkdtemp(path.join(scratch, "faces-"));
	try {
		const those = chosen.map((n) => `eq(n,${n})`).join("+");
		const smaller = `scale=w='if(gte(iw,ih),min(${LONGEST},iw),-2)':h='if(gte(iw,ih),-2,min(${LONGEST},ih))'`;
		await runForPictures(program, film, [
			...["-map", "0:v:0", "-frames:v", String(chosen.length), "-vf", `select='${those}',${smaller}`],
			...["-c:v", "png", "-f", "image2", `${folder.replaceAll("%", "%%")}/%03d.png`],
		]);
		const names = (await readdir(folder)).toSorted();
		const until = performance.now() + TIME_MS;
		const samples = [];
		for (const [i, name] of names.entries()) {
			if (performance.now() > until) break;
			const { faces } = await opener.examine(await readFile(path.join(folder, name)), { faces: wish });
			samples.push({ at: times.starts[chosen[i] ?? 0] ?? 0, faces });
		}
		const left = chosen[samples.length];
		return { samples, end: left === undefined ? times.end : (times.starts[left] ?? times.end) };
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
