import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { bundlePackage } from "../../workflows/bundle/program.ts";
import { root } from "../stack/processes.ts";

/** What the program has no need of for most of what it does: looking for faces in pictures. */
const FACES = [
	"@tensorflow/tfjs-backend-wasm",
	"@tensorflow/tfjs-converter",
	"@tensorflow/tfjs-core",
	"@vladmandic/human",
];

const manifestSchema = z.object({
	version: z.string(),
	license: z.string(),
	dependencies: z.object({ sharp: z.string() }),
	optionalDependencies: z.record(z.string(), z.string()),
});

/** The command line as it is published, in `folder`: one program, `darkroom`, that needs no checkout and no packages. */
export async function buildCli(folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const { version, license, dependencies, optionalDependencies } = manifestSchema.parse(
		JSON.parse(await readFile(path.join(root, "package.json"), "utf8")),
	);
	await bundlePackage(
		{
			darkroom: path.join(root, "client/cli.ts"),
			examine: path.join(root, "workflows/quality/examine/main.ts"),
		},
		folder,
	);
	const faces = FACES.map((name): [string, string] => [name, optionalDependencies[name] ?? "*"]);
	const manifest = {
		...{ name: "@darkroom/cli", version, license, type: "module" },
		description:
			"Command line of Darkroom: runs workflows, watches jobs, looks after characters, data sets, LoRAs.",
		// A socket that is there without a package.
		engines: { node: ">=22" },
		bin: { darkroom: "darkroom.mjs" },
		files: ["darkroom.mjs", "examine.mjs", "parts", "README.md", "LICENSE"],
		// It decodes pictures; where a machine has none, the commands that look at pictures say so.
		optionalDependencies: { sharp: dependencies.sharp },
		peerDependencies: Object.fromEntries(faces),
		peerDependenciesMeta: Object.fromEntries(FACES.map((name) => [name, { optional: true }])),
	};
	await writeFile(path.join(folder, "package.json"), `${JSON.stringify(manifest, null, "\t")}\n`);
	await cp(path.join(root, "client/cli/README.md"), path.join(folder, "README.md"));
	await cp(path.join(root, "LICENSE"), path.join(folder, "LICENSE"));
}
