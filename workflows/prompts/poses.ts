import { joinTexts } from "./text.ts";
import { captionOf } from "./trigger.ts";

/** How much of the character is in the picture. */
export type Framing = "upper body" | "portrait" | "full body";

/** One picture of a character sheet. */
export interface SheetPicture {
	framing: Framing;
	pose: string;
	angle: string;
	environment: string;
	/** All of it as a prompt. Put the character's description and trigger word before it. */
	prompt: string;
}

/** In tenths of a data set: 70% upper body and face, 20% portrait, 10% full body. */
const shares: readonly (readonly [Framing, number])[] = [
	["upper body", 7],
	["portrait", 2],
	["full body", 1],
];

/** The size of a data set that trains best, by the experience the requirements report: 21, 6 and 3 pictures. */
export const optimalSheet = 30;

/** Most pictures of one sheet. */
export const MAX_SHEET = 40;

// Lists whose lengths share few divisors, so that stepping through all at once meets many combinations. No view
// from behind: the sheet teaches a face, and PuLID needs one.
const angles = [
	"front view",
	"three-quarter view from the left",
	"three-quarter view from the right",
	"side profile",
	"seen from slightly above",
];
const environments = [
	"plain white background",
	"sunlit park with trees",
	"city street at dusk",
	"bright living room by a window",
	"plain grey studio background",
	"café interior",
	"beach in the late afternoon",
	"library with warm lamps",
	"modern office",
];
const poses: Readonly<Record<Framing, readonly string[]>> = {
	"upper body": [
		"standing relaxed, neutral expression",
		"arms crossed, gentle smile",
		"one hand touching the hair",
		"laughing",
		"hands in pockets, serious expression",
		"holding a cup with both hands",
		"sitting, leaning forward slightly",
	],
	portrait: [
		"neutral expression",
		"gentle smile",
		"broad smile with teeth",
		"serious expression",
		"surprised expression",
		"thoughtful expression",
	],
	"full body": ["standing", "walking", "sitting on a stool", "standing with hands on hips"],
};
/** Where in the environments each framing begins, so that a sheet of up to nine has no two alike. */
const firstEnvironment: Readonly<Record<Framing, number>> = { "upper body": 0, portrait: 7, "full body": 6 };

/**
 * The plan of a character sheet (S0-A39): which poses, angles and environments to make, all different, in the
 * proportions that suit the training of a LoRA. The same every time, and a smaller plan is the beginning of a
 * larger one, so a sheet can be continued.
 *
 * @throws {RangeError} unless `count` is a whole number from 1 to `maxSheet`.
 */
export function characterSheetPlan(count: number): SheetPicture[] {
	if (!Number.isInteger(count) || count < 1 || count > MAX_SHEET)
		throw new RangeError(`A character sheet has 1 to ${MAX_SHEET} pictures, not ${count}`);
	const made: Record<Framing, number> = { "upper body": 0, portrait: 0, "full body": 0 };
	return Array.from({ length: count }, (_, index) => {
		const framing = mostWanted(made, index + 1);
		const n = made[framing]++;
		const pose = nth(poses[framing], n);
		const angle = nth(angles, n);
		const environment = nth(environments, n + firstEnvironment[framing]);
		return { framing, pose, angle, environment, prompt: joinTexts([framing, angle, pose, environment]) };
	});
}

/** The framing that is furthest behind its share when there are `total` pictures; the first on a tie. */
function mostWanted(made: Readonly<Record<Framing, number>>, total: number): Framing {
	const behind = ([framing, share]: readonly [Framing, number]) => share * total - 10 * made[framing];
	return shares.reduce((best, next) => (behind(next) > behind(best) ? next : best))[0];
}

function nth(list: readonly string[], n: number): string {
	const item = list[n % list.length];
	if (item === undefined) throw new RangeError("an empty list has no items");
	return item;
}

/** The caption of such a picture for training: what varies from picture to picture, and nothing of the looks. */
export function sheetCaption(trigger: string, picture: SheetPicture): string {
	return captionOf({
		trigger,
		framing: picture.framing,
		pose: `${picture.angle}, ${picture.pose}`,
		background: picture.environment,
	});
}
