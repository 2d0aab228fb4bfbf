import type { ModelFamily } from "../definition/define.ts";
import type { Context, Place } from "./roles/context.ts";
import { roleOnProfile } from "./roles/profile-limits.ts";
import type { Role } from "./roles/roles.ts";
import { destinationsOf } from "./texts/destinations.ts";

/** What a family of models makes well. Pixels of a side, and frames of a film: `frameStep` frames and one. */
interface FamilyRange {
	side: { least: number; most: number; step: number };
	frames?: { most: number; step: number };
}

const still = (least: number, most: number, step: number): FamilyRange => ({ side: { least, most, step } });

const familyRanges: Partial<Record<ModelFamily, FamilyRange>> = {
	sd15: still(256, 1024, 8),
	sdxl: still(512, 2048, 8),
	flux: still(256, 2048, 16),
	flux2: still(256, 2048, 16),
	"z-image": still(256, 2048, 16),
	"qwen-image": still(256, 2048, 16),
	// Films of either are made in groups of four frames after the first.
	wan: { side: { least: 256, most: 1280, step: 16 }, frames: { most: 241, step: 4 } },
	"hunyuan-video": { side: { least: 256, most: 1280, step: 16 }, frames: { most: 241, step: 4 } },
	"ltx-video": { side: { least: 256, most: 1920, step: 32 }, frames: { most: 257, step: 8 } },
};

/** Nodes that say how large what the model itself makes is; others enlarge or cut what it made. */
const saysSize = /latent|tovideo|scheduler|sampl/i;

/** The role with the range that family and hardware work well in, where the input is a size of what the model makes. */
export function fittingRole(context: Context, family: ModelFamily, role: Role, place: Place): Role {
	if (!/^(width|height|length|batch_size)$/.test(role.name)) return role;
	const nodes = [place.node, ...destinationsOf(context, place.id).map(({ node }) => node)];
	if (!nodes.some(({ class_type }) => saysSize.test(class_type) && !/upscale/i.test(class_type))) return role;
	return roleOnProfile(context.limits, roleInFamily(family, role));
}

function roleInFamily(family: ModelFamily, role: Role): Role {
	const range = familyRanges[family];
	if (range === undefined || role.name === "batch_size") return role;
	if (role.name !== "length") return { ...role, ...range.side };
	return range.frames === undefined ? role : { ...role, least: 1, ...range.frames };
}
