import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DarkroomClient } from "../../client/client.ts";
import { watch } from "../../client/watch.ts";
import type { Asset } from "../../edge/contract/assets/assets.ts";
import { sniffMedia } from "../../workflows/media/media.ts";
import { root } from "../stack/processes.ts";
import { verdictOf } from "./verdict.ts";

const TITLES: Record<string, string> = { avatar: "Avatar", front: "Front", side: "Side", back: "Back" };

/** Four views of a character from one picture: the strip grows as each of them is made. */
export async function showCharacter(client: DarkroomClient, output: string): Promise<void> {
	const file = path.join(root, "e2e/fixtures/reference.png");
	const base = await client.upload(new Uint8Array(await readFile(file)), path.basename(file));
	const { id, prompt } = await client.characters.create({
		name: "Mara",
		settings: {
			gender: "female",
			age: 30,
			hair_style: "short",
			hair_color: "black",
			description: "red leather jacket, black jeans, plain grey background",
		},
		base_image: base.id,
	});
	const { job } = await client.characters.makeReferences(id, { parameters: { seed: 7 } });
	if (!job) throw new Error("no job makes the references");
	console.log(`Mara  ${id}: "${prompt}", begins with ${base.filename}`);
	console.log(`${job.id}: ${job.stages.length} stages, on real machines ${job.estimated_time}\n`);
	const keys = job.stages.map(({ key }) => key);
	const made = new Map<string, string>();
	for await (const frame of watch(client, job.id)) {
		if (frame.type === "stage" && frame.status === "running") say(keys, made, frame.stage, "is being made");
		if (frame.type !== "output") continue;
		const picture = await keep(client, frame.output, path.join(output, `character-${frame.stage}`));
		made.set(frame.stage, picture);
		say(keys, made, frame.stage, picture);
	}
	const ended = await client.job(job.id);
	if (ended.status !== "succeeded") {
		throw new Error(`the dataset ended as ${ended.status}: ${ended.error?.code} ${ended.error?.message}`);
	}
	const takes = ended.stages.map(({ key, take }) => `${key} ${take}`).join(", ");
	console.log(`\nAll four views are there (takes: ${takes}); each was made like all before it.`);
	const { version, references, bytes } = await client.characters.references(id);
	const contents = references.map(({ content }) => content).join(", ");
	if (references.length !== keys.length) throw new Error(`the character has ${references.length} references`);
	console.log(`They are Mara's references now (set ${version}): ${contents}, ${bytes} bytes.`);
}

/** One line for each thing that happens: the strip so far, and what is new. */
function say(keys: string[], made: ReadonlyMap<string, string>, stage: string, what: string): void {
	const strip = keys.map((key) => (made.has(key) ? `[${TITLES[key] ?? key}]` : " · ".padEnd(6))).join(" ");
	console.log(
		`  ${keys.indexOf(stage) + 1}/${keys.length}  ${strip}  ${(TITLES[stage] ?? stage).padEnd(6)}  ${what}`,
	);
}

/** Downloads a picture, checks that it is one, and writes it. Answers with what to say of it. */
async function keep(client: DarkroomClient, asset: Asset, name: string): Promise<string> {
	const bytes = await client.download(asset);
	const media = sniffMedia(bytes);
	if (media?.kind !== "image") throw new Error(`output ${asset.id} is no picture`);
	const file = `${name}.${media.extension}`;
	await writeFile(file, bytes);
	const what = `${media.width}x${media.height}, sha256 ${asset.sha256.slice(0, 16)}… checked`;
	return `${path.relative(root, file)}  ${what}; quality: ${verdictOf(asset)}`;
}
