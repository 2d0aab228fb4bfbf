import type { HardwareProfile } from "../../plan/profiles.ts";
import type { Role } from "./roles.ts";

/** As much as the roomiest of several machines is given; null: no limit. */
export type ProfileLimits = Pick<HardwareProfile, "max_width" | "max_height" | "max_batch">;

/** What some machine of a pool takes. One without a profile (undefined) takes everything; so does a pool nobody knows. */
export function roomiest(profiles: readonly (HardwareProfile | undefined)[]): ProfileLimits {
	const most = (name: keyof ProfileLimits) => {
		const limits = profiles.map((profile) => profile?.[name] ?? null);
		return limits.length === 0 || limits.includes(null) ? null : Math.max(...limits.map(Number));
	};
	return { max_width: most("max_width"), max_height: most("max_height"), max_batch: most("max_batch") };
}

const limitOf = { width: "max_width", height: "max_height", batch_size: "max_batch" } as const;

/** The role with a range that the hardware is given. */
export function roleOnProfile(limits: ProfileLimits, role: Role): Role {
	const name = Object.hasOwn(limitOf, role.name) ? limitOf[role.name as keyof typeof limitOf] : undefined;
	const limit = name === undefined ? null : limits[name];
	return limit === null ? role : { ...role, most: Math.min(limit, role.most ?? limit) };
}
