import type { Dialect } from "../dialect/dialect.ts";
import { barIn, numberIn, type TrainerLine, troubleIn } from "../dialect/lines.ts";
import { sdScriptsLaunch } from "./arguments.ts";
import { writtenCheckpoints } from "./names.ts";

/** kohya's sd-scripts, for SD 1.5, SDXL and Flux. What it prints and writes was taken from 48d368fa as it ran. */
export const sdScripts: Dialect = {
	launch: sdScriptsLaunch,
	read: readSdScripts,
	// After a resume the bar counts what is left.
	stepsDone: ({ done, total }, steps) => Math.max(0, steps - total) + done,
	checkpoints: ({ output_name }, files, at) => writtenCheckpoints(output_name, files, at),
	last: ({ output_name }) => `${output_name}.safetensors`,
	restore: (_, { role, name }) => (role === "state" ? { below: "resume", path: name } : null),
};

/** What accelerate logs of the last file of a state. */
const STATE_SAVED = /Random states saved in .*-step(\d{8})-state[/\\]random_states_0\.pkl/;

/** What a line of sd-scripts says. Pure. */
function readSdScripts(line: string): TrainerLine | null {
	const bar = barIn(line);
	if (bar !== null) {
		if (bar.name !== "steps") return null;
		const loss = numberIn(/avr_loss=([^,\]\s]+)/.exec(bar.rest)?.[1]);
		const { done, total, seconds_per_step } = bar;
		return { type: "bar", done, total, loss, learning_rate: null, seconds_per_step };
	}
	const device = /unet dtype: \S+, device: ([a-z]+(?::\d+)?)/.exec(line)?.[1];
	if (device !== undefined) return { type: "device", device };
	const saved = STATE_SAVED.exec(line)?.[1];
	if (saved !== undefined) return { type: "saved", step: Number(saved) };
	return troubleIn(line);
}
