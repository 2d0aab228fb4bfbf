import type { Faces } from "../../faces/found.ts";
import type { FaceWish } from "../../faces/wish.ts";
import type { Raster } from "../../pixels/raster.ts";
import { type FaceEngine, NoEngine } from "./engine.ts";
import { loadHuman } from "./human.ts";
import { loadInsightface } from "./insightface.ts";

/** Engines that this process holds, by where their files lie: loading one takes longer than looking at a picture. */
const loading = new Map<string, Promise<FaceEngine>>();

/** The engine that is wished for. @throws {NoEngine} where it cannot be loaded: nothing looks instead of it */
function engineFor({ insightface }: FaceWish): Promise<FaceEngine> {
	const key = insightface ?? "";
	const engine = loading.get(key) ?? (insightface === null ? loadHuman() : loadInsightface(insightface));
	loading.set(key, engine);
	return engine;
}

/** The faces of a picture; where there is no engine, why. */
export async function facesIn(picture: Raster, wish: FaceWish): Promise<Faces> {
	try {
		const engine = await engineFor(wish);
		return { how: "found", engine: engine.name, faces: await engine.look(picture) };
	} catch (error) {
		if (error instanceof NoEngine) return { how: "not_tried", why: error.message.slice(0, 400) };
		const why = error instanceof Error ? error.message : String(error);
		return { how: "failed", why: why.slice(0, 400) };
	}
}
