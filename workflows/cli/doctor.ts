import { type Diagnosis, diagnose, type Lack } from "../doctor/doctor.ts";
import { findWorkflow, library } from "../library/index.ts";
import { summariseObjectInfo } from "../object-info/capabilities.ts";
import { profiles } from "../plan/profiles.ts";
import { CommandError, command } from "./command.ts";
import { jsonOption, print, say } from "./io.ts";
import { neededServer, profileOption, serverOptions } from "./server.ts";

export const doctor = command({
	name: "doctor",
	says: "which workflows would run on a ComfyUI, and which file or pack the others lack; ends with 2 where one that is named would not run",
	takes: ["[id...]"],
	options: {
		...serverOptions,
		profile: profileOption,
		all: { says: "also what optional parts lack" },
		json: jsonOption,
	},
	examples: ["--comfyui http://127.0.0.1:8188"],
	async run({ words, values }) {
		const { profile } = values;
		if (profile !== undefined && !profiles.some(({ id }) => id === profile))
			throw new CommandError(
				"usage",
				`There is no profile ${profile}; there are ${profiles.map(({ id }) => id).join(", ")}.`,
			);
		const server = await neededServer(values);
		const capabilities = {
			...summariseObjectInfo(server.objectInfo, server.comfyui ?? "unknown"),
			...(server.launchFlags === undefined ? {} : { launch_flags: server.launchFlags }),
			...(profile === undefined ? {} : { profile }),
		};
		const asked = words.map((id) => {
			const workflow = findWorkflow(id);
			if (workflow !== undefined) return workflow;
			throw new CommandError("unknown_workflow", `There is no workflow ${id}; list names them.`);
		});
		const found = (asked.length > 0 ? asked : library).map((workflow) => diagnose(workflow, capabilities));
		if (values.json) print({ comfyui: server.comfyui ?? null, workflows: found });
		else report(found, values.all ?? false);
		return asked.length === 0 || found.every(({ runs }) => runs) ? 0 : 2;
	},
});

function report(found: readonly Diagnosis[], all: boolean): void {
	for (const { workflow, runs, lacks, parts, unchecked } of found) {
		const without = runs && parts.length > 0 ? `, without ${parts.map(({ part }) => part).join(", ")}` : "";
		process.stdout.write(`${runs ? "runs  " : "LACKS "}${workflow}${without}\n`);
		for (const line of linesOf(lacks)) process.stdout.write(`        ${line}\n`);
		if (!all) continue;
		for (const { part, lacks: of } of parts)
			for (const line of linesOf(of)) process.stdout.write(`        with ${part}: ${line}\n`);
		for (const { folder, file } of unchecked)
			process.stdout.write(`        look for yourself: models/${folder}/${file}\n`);
	}
	const running = found.filter(({ runs }) => runs).length;
	say(`${running} of ${found.length} workflows would run there.`);
}

function linesOf({ models, nodes, settings, limits }: Lack): string[] {
	return [
		...models.map(
			({ folder, file, source }) => `models/${folder}/${file}${source === null ? "" : `  (${source})`}`,
		),
		...nodes.map(({ class_type, pack }) =>
			pack === null
				? `node ${class_type}: a newer ComfyUI`
				: `node ${class_type}: pack ${pack.name}  (${pack.source})`,
		),
		...settings,
		...limits,
	];
}
