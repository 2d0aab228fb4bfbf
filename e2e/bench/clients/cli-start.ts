import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buildCli } from "../../publish/cli.ts";
import { percentile } from "../instruments/measure.ts";

const TIMES = 20;

/** Prints what a process has used of the processor once it ends, user and system, in milliseconds. */
const METER = `import { writeFileSync } from "node:fs";
process.on("exit", () => {
	const { user, system } = process.cpuUsage();
	writeFileSync(process.env.METER_FILE, String((user + system) / 1000));
});
`;

/**
 * Processor time of the packed command line until it has told its commands, its compile cache filled, beside a start of
 * Node that does nothing. Both carry the same meter.
 */
export async function cliStart(): Promise<[string, string][]> {
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-cli-start-"));
	try {
		await buildCli(path.join(folder, "cli"));
		const meter = path.join(folder, "meter.mjs");
		await writeFile(meter, METER);
		const file = path.join(folder, "used");
		const env = { ...process.env, METER_FILE: file, NODE_COMPILE_CACHE: path.join(folder, "cache") };
		const used = async (args: string[]) => {
			spawnSync(process.execPath, ["--import", meter, ...args], { env, stdio: "ignore" });
			return Number(await readFile(file, "utf8"));
		};
		const bare: number[] = [];
		const help: number[] = [];
		const program = path.join(folder, "cli/darkroom.mjs");
		await used([program, "--help"]);
		// In turns: whatever else the machine does meets both.
		for (let i = 0; i < TIMES; i++) {
			bare.push(await used(["-e", "0"]));
			help.push(await used([program, "--help"]));
		}
		const [alone, all] = [bare, help].map((times) => percentile(times, 0.5)) as [number, number];
		return [
			["start of Node alone, processor time", `${alone.toFixed(0)} ms (median of ${TIMES})`],
			[
				"darkroom --help, packed, processor time",
				`${all.toFixed(0)} ms (median of ${TIMES}), ${(all / alone).toFixed(2)} times Node alone`,
			],
		];
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
