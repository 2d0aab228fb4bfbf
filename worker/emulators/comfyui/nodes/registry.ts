import { conditioning } from "./conditioning.ts";
import type { NodeDef } from "./define.ts";
import { images } from "./images.ts";
import { latents } from "./latents.ts";
import { imageLoaders } from "./load-image.ts";
import { loaders } from "./loaders.ts";
import { outputs } from "./outputs.ts";
import { primitives } from "./primitives.ts";
import { probes } from "./probes.ts";
import { samplers } from "./samplers.ts";
import { savers } from "./savers.ts";
import { style } from "./style.ts";
import { video } from "./video.ts";

/** The classes the emulator implements, by name; `withProbes` adds the model-less test classes. */
export function nodeDefs(withProbes: boolean): Map<string, NodeDef> {
	const all = [
		...loaders,
		...conditioning,
		...style,
		...latents,
		...samplers,
		...imageLoaders,
		...images,
		...outputs,
		...savers,
		...primitives,
		...video,
	];
	return new Map([...all, ...(withProbes ? probes : [])].map((def) => [def.name, def]));
}
