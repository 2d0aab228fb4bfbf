import * as z from "zod";
import type { OptionalPart, Slot } from "../../definition/define.ts";
import { amount, assetId } from "../../definition/parameters.ts";

/** What the workflows share whose pictures take a pose from another picture. */

export const poseParameters = {
	pose: assetId.optional().meta({
		description:
			"A picture whose pose is followed: a photograph of a person, or a skeleton. Without it the words decide.",
	}),
	pose_kind: z.enum(["photo", "skeleton"]).default("photo").meta({
		description:
			"What pose is. Out of a photo the skeleton is read first; a skeleton is used as it is. Used with pose only.",
	}),
};

/** How closely a pose is followed, where the workflow knows a usual value. */
export function controlnetStrength(range: { standard: number; min: number; max: number }) {
	return amount(range).meta({
		description:
			"How closely the pose is followed; less leaves face and clothes more room. Used with pose only.",
	});
}

/** For the union ControlNet of FLUX.1, whose publisher advises letting go of a pose at 0.65. */
export const controlnetEnd = amount({ standard: 0.65, min: 0.1, max: 1 }).meta({
	description: "The share of the sampling after which the pose is let go. Used with pose only.",
});

/** The part that goes where the pose is a skeleton already: what read it, between the picture and `to`. */
export function poseReader(reader: string, picture: string, to: Slot): OptionalPart {
	return {
		name: "pose_reader",
		when: { parameter: "pose_kind", is: "skeleton" },
		remove: [reader],
		rewire: [{ ...to, to: [picture, 0] }],
	};
}
