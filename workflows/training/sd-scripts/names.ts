import type { WrittenCheckpoint, WrittenFile } from "../dialect/dialect.ts";

/** What sd-scripts calls what it saves: steps have eight digits. */
export const loraFile = (name: string, step: number) => `${name}-step${padded(step)}.safetensors`;
export const stateFolder = (name: string, step: number) => `${name}-step${padded(step)}-state`;

const padded = (step: number) => String(step).padStart(8, "0");

/** Written last of a state: one without it is not whole. The first one is `train_state.json`. */
const LAST_OF_STATE = "random_states_0.pkl";

/**
 * The checkpoints among the files of an output folder of which weights and state are whole, oldest first. While the bar
 * has not passed a step its state may still be written. Pure.
 */
export function writtenCheckpoints(
	name: string,
	files: readonly WrittenFile[],
	{ step, ended }: { step: number; ended: boolean },
): WrittenCheckpoint[] {
	const there = new Map(files.map((file) => [file.path, file]));
	const steps = files.flatMap(({ path }) => {
		const found = /-step(\d{8})\.safetensors$/.exec(path);
		return found && path === loraFile(name, Number(found[1])) ? [Number(found[1])] : [];
	});
	return steps
		.filter((one) => ended || one < step)
		.toSorted((a, b) => a - b)
		.flatMap((one) => {
			const folder = `${stateFolder(name, one)}/`;
			const state = files.filter(({ path, bytes }) => path.startsWith(folder) && bytes > 0);
			const last = there.get(`${folder}${LAST_OF_STATE}`);
			if (last === undefined || last.bytes === 0) return [];
			return [
				{
					step: one,
					lora: loraFile(name, one),
					state: state.map(({ path }) => ({ path, name: path.slice(folder.length) })),
				},
			];
		});
}
