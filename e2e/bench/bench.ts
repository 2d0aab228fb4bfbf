import os from "node:os";
import { cliStart } from "./clients/cli-start.ts";
import { studio } from "./clients/studio.ts";
import { cost } from "./edge/cost.ts";
import { crowd } from "./edge/crowd.ts";
import { fanOut } from "./edge/fan-out.ts";
import { hostile } from "./edge/hostile.ts";
import { powerCut } from "./edge/power-cut.ts";
import { roundTrips } from "./edge/round-trips.ts";
import { rows as rowsOfD1 } from "./edge/rows.ts";
import { states } from "./edge/states.ts";
import { throughput } from "./edge/throughput.ts";
import { uploads } from "./edge/uploads.ts";
import { webhooks } from "./edge/webhooks.ts";
import { faces } from "./quality/faces.ts";
import { quality } from "./quality/quality.ts";
import { gpuIdle } from "./worker/gpu.ts";
import { latency } from "./worker/latency.ts";
import { stageBorders } from "./worker/stages.ts";
import { workerStart } from "./worker/worker-start.ts";

/** Prints one table of figures, measured on this machine with the embedded parts. Nothing passes or fails. */
const PARTS = {
	throughput,
	latency,
	gpu: gpuIdle,
	fanout: fanOut,
	powercut: powerCut,
	roundtrips: roundTrips,
	rows: rowsOfD1,
	stages: stageBorders,
	crowd,
	hostile,
	uploads,
	states,
	webhooks,
	cost,
	start: workerStart,
	cli: cliStart,
	studio,
	quality,
	faces,
};
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
	console.error(
		`usage: npm run bench -- [part ...]\nparts, all where none is named: ${Object.keys(PARTS).join(", ")}`,
	);
	process.exit(unknown.includes("--help") ? 0 : 2);
}

console.log(
	`${os.availableParallelism()} cores, Node ${process.version}, ${os.platform()}; workerd, D1, R2, Durable Objects and an emulated ComfyUI on this machine\n`,
);
const rows: [string, string][] = [];
for (const [name, part] of Object.entries(PARTS)) {
	if (asked.length > 0 && !asked.includes(name)) continue;
	console.error(`measuring ${name}…`);
	rows.push(...(await part()));
}
const width = Math.max(...rows.map(([label]) => label.length));
for (const [label, value] of rows) console.log(`${label.padEnd(width)}  ${value}`);
process.exit(0);
