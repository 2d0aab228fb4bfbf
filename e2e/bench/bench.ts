import os from "node:os";
import { cliStart } from "./cli-start.ts";
import { cost } from "./cost.ts";
import { crowd } from "./crowd.ts";
import { faces } from "./faces.ts";
import { fanOut } from "./fan-out.ts";
import { gpuIdle } from "./gpu.ts";
import { hostile } from "./hostile.ts";
import { latency } from "./latency.ts";
import { powerCut } from "./power-cut.ts";
import { quality } from "./quality.ts";
import { roundTrips } from "./round-trips.ts";
import { rows as rowsOfD1 } from "./rows.ts";
import { stageBorders } from "./stages.ts";
import { states } from "./states.ts";
import { studio } from "./studio.ts";
import { throughput } from "./throughput.ts";
import { uploads } from "./uploads.ts";
import { webhooks } from "./webhooks.ts";
import { workerStart } from "./worker-start.ts";

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
