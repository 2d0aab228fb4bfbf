import path from "node:path";
import sharp from "sharp";
import type { CheckId } from "../../checks/check.ts";
import { checkFaces } from "../../checks/face-checks.ts";
import { type Standards, standardsSchema } from "../../checks/standards.ts";
import { rolls } from "../../testing/pictures.ts";
import { examine } from "../examine.ts";
import { type Score, scores } from "./scores.ts";

/** What a picture of the labelled set is, and which check has to find that; null: none may find anything. */
const FACE_LABELS = {
	one_face: null,
	back: null,
	blurred_face: "face_sharpness",
	several_faces: "face_count",
	no_face: "face_count",
	looking_back: "face_view",
	not_from_the_side: "face_view",
} as const satisfies Record<string, CheckId | null>;
export type FaceLabel = keyof typeof FACE_LABELS;

/** Photographs that packages ship: those of people, and those with nobody in them. */
export interface Portraits {
	people: string;
	things: string;
}

/** A face in a photograph: its middle and its width, in pixels, as a person measured them. */
interface Portrait {
	of: keyof Portraits;
	file: string;
	middle: readonly [number, number];
	width: number;
}

/** Everyone looks at the viewer. */
const PEOPLE: readonly Portrait[] = [
	{ of: "people", file: "obama.jpg", middle: [493, 246], width: 265 },
	{ of: "people", file: "obama3.jpg", middle: [770, 428], width: 350 },
	{ of: "people", file: "biden.jpg", middle: [573, 309], width: 367 },
	{ of: "things", file: "astronaut.png", middle: [227, 115], width: 136 },
];
const THINGS = ["coffee.png", "rocket.jpg", "motorcycle_left.png", "chelsea.png"];

/** Pixels of a picture of one face, and of each part of one of several. */
const [SIDE, PART] = [288, 160];

/** Which view is asked for of each. */
const VIEWS: Readonly<Record<FaceLabel, Standards["face_view"]>> = {
	one_face: "front",
	back: "back",
	blurred_face: "front",
	several_faces: "front",
	no_face: "front",
	looking_back: "back",
	not_from_the_side: "side",
};

/** What is asked for of a picture of this label. */
function asked(label: FaceLabel): Standards {
	const faces_from = label === "no_face" ? 1 : 0;
	return standardsSchema.parse({ face_view: VIEWS[label], faces_from, faces_up_to: 1 });
}

async function pictureOf(label: FaceLabel, seed: number, at: Portraits): Promise<Uint8Array> {
	const roll = rolls(seed);
	switch (label) {
		case "back":
		case "no_face":
			return nobody(seed, roll, at);
		case "blurred_face":
			return sharp(await portrait(seed, roll, at, SIDE))
				.blur(3 + 1.5 * roll())
				.png()
				.toBuffer();
		case "several_faces":
			return beside(seed, roll, at);
		default:
			return portrait(seed, roll, at, SIDE);
	}
}

/** A square around a face, wider or closer, off its middle, as it is or as a mirror shows it. */
async function portrait(seed: number, roll: () => number, at: Portraits, side: number): Promise<Buffer> {
	const { of, file, middle, width } = PEOPLE[seed % PEOPLE.length] as Portrait;
	const photograph = sharp(path.join(at[of], file));
	const size = await photograph.metadata();
	const across = Math.round(width * (1.5 + 0.7 * roll()));
	const off = () => (roll() - 0.5) * 0.3 * width;
	const within = (place: number, length: number) =>
		Math.max(0, Math.min(length - across, Math.round(place + off() - across / 2)));
	const [left, top] = [within(middle[0], size.width), within(middle[1], size.height)];
	const cut = photograph.extract({ left, top, width: across, height: across }).resize(side, side);
	return (roll() < 0.5 ? cut.flop() : cut).png().toBuffer();
}

/** Two to four of them beside each other. */
async function beside(seed: number, roll: () => number, at: Portraits): Promise<Buffer> {
	const count = 2 + Math.floor(roll() * 3);
	const parts = await Promise.all(
		Array.from({ length: count }, (_, i) => portrait(seed + i, roll, at, PART)),
	);
	const sheet = { width: 2 * PART, height: 2 * PART, channels: 3, background: "#777777" } as const;
	const placed = parts.map((input, i) => ({ input, left: (i % 2) * PART, top: Math.floor(i / 2) * PART }));
	return sharp({ create: sheet }).composite(placed).png().toBuffer();
}

/** A part of a photograph with nobody in it. */
async function nobody(seed: number, roll: () => number, at: Portraits): Promise<Buffer> {
	const file = path.join(at.things, THINGS[seed % THINGS.length] as string);
	const { width, height } = await sharp(file).metadata();
	const across = Math.floor(Math.min(width, height) * (0.5 + 0.5 * roll()));
	const left = Math.floor((width - across) * roll());
	const top = Math.floor((height - across) * roll());
	const cut = sharp(file).extract({ left, top, width: across, height: across }).resize(SIDE, SIDE);
	return (roll() < 0.5 ? cut.flop() : cut).png().toBuffer();
}

/**
 * Makes `count` pictures of each label of photographs, looks for faces with the engine that comes with npm, and scores
 * what was found. Other seeds make other parts of them.
 */
export async function scoreFaces(count: number, seed: number, at: Portraits): Promise<Score<FaceLabel>[]> {
	const files: { label: FaceLabel; found: Set<CheckId> }[] = [];
	for (const [n, label] of (Object.keys(FACE_LABELS) as FaceLabel[]).entries())
		for (let i = 0; i < count; i++) {
			const bytes = await pictureOf(label, seed + n * count + i, at);
			const { faces } = await examine(bytes, { faces: { insightface: null } });
			const told = checkFaces(faces, null, asked(label)).filter(({ status }) =>
				["warn", "fail"].includes(status),
			);
			files.push({ label, found: new Set(told.map(({ id }) => id)) });
		}
	return scores(FACE_LABELS, files);
}
