import { characterSheetPlan, sheetCaption } from "../../../../workflows/prompts/poses.ts";
import { crossAttention, safetensors } from "../../../../workflows/safetensors/testing/files.ts";
import { paint } from "../../../testing/pictures.ts";
import type { StudioAccount } from "./account.ts";
import { BASE_MODEL } from "./studio-stack.ts";

export const TRIGGER = "mia_v1";

/** A picture of a sheet that looks like no other of another number. */
export function sheetPicture(seed: number, mirrored = false): Uint8Array<ArrayBuffer> {
	const shade = (x: number, y: number) => ((x >> 5) * (seed + 3) * 31 + (y >> 5) * 17 * (seed + 1)) % 256;
	return paint(256, 256, (x, y) => {
		const value = shade(mirrored ? 255 - x : x, y);
		return [value, value, value];
	});
}

/** A dataset of seven pictures, frozen as `mia@1`. */
export async function frozen({ client }: StudioAccount): Promise<string> {
	await client.datasets.create({ name: "mia", trigger_word: TRIGGER });
	const items = [];
	for (const [at, shown] of characterSheetPlan(7).entries()) {
		const { id } = await client.upload(sheetPicture(at), `p${at}.png`);
		items.push({ asset: id, caption: sheetCaption(TRIGGER, shown) });
	}
	await client.datasets.add("mia", { items });
	return (await client.datasets.freeze("mia")).reference;
}

/** A training of that in a pool, with a checkpoint each so many steps. Answers with its id. */
export async function training(
	account: StudioAccount,
	steps: number,
	{ pool = "default", save_every = 10 } = {},
): Promise<string> {
	const dataset = await frozen(account);
	const { id } = await account.client.trainings.start({
		...{ output_name: "mia", family: "sd15", base_model: `checkpoints/${BASE_MODEL}`, dataset, pool },
		recipe: { steps, save_every, seed: 42 },
	});
	return id;
}

/** A small LoRA for SD 1.5; `note` makes it another file. */
export const loraFile = (note: string) => safetensors(crossAttention(768), { metadata: { note } });

/** A file of its own as the next version of a LoRA. */
export async function lora(
	{ client }: StudioAccount,
	name: string,
	more: { licence?: string; trigger_word?: string; promote?: boolean },
): Promise<void> {
	made += 1;
	await client.loras.upload(new Blob([loraFile(`${name} ${made}`)]), { name, family: "sd15", ...more });
}

let made = 0;
