import { expect, test } from "vitest";
import { bodyAttack } from "./bodies.ts";
import { characterAttack } from "./characters.ts";
import { uiAttack } from "./files.ts";
import { graphAttack } from "./graphs.ts";
import { LARGEST, type Scale } from "./making.ts";
import { pipelineAttack } from "./pipelines.ts";

const ATTACKS = 300;
const scale: Scale = { characters: 60_000 };

test.each<[string, (seed: number, scale: Scale) => { shape: string }]>([
	["graphs", graphAttack],
	["files", uiAttack],
	["bodies", bodyAttack],
	["pipelines", pipelineAttack],
	["characters", characterAttack],
])("hostile %s are small to send, and the same again", (_, attack) => {
	for (let seed = 1; seed <= ATTACKS; seed++) {
		const made = attack(seed, scale);
		const text = JSON.stringify(made);
		const fits = text.length <= LARGEST * scale.characters;
		expect([made.shape, seed, text.length, fits]).toEqual([made.shape, seed, text.length, true]);
	}
	expect(attack(7, scale)).toEqual(attack(7, scale));
});
