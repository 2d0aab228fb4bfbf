import type { ShotResource, ShotStatus } from "../../../contract/projects/projects.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { shell } from "../../words/shell.ts";
import { words } from "./words.ts";

const LOOKS: Record<ShotStatus, [icon: IconName, colour: string]> = {
	pending: ["clock", "text-muted"],
	queued: ["clock", "text-muted"],
	generating: ["play", "text-accent"],
	completed: ["check", "text-good"],
	failed: ["warning", "text-bad"],
	canceled: ["stop", "text-muted"],
};

type Told = Pick<ShotResource, "status" | "is_image_dirty" | "image_url">;

/** A good picture, of the shot as it was before it was changed. */
const isOutdated = ({ status, is_image_dirty, image_url }: Told) =>
	status === "completed" && is_image_dirty && image_url !== null;

/** How a shot stands, in words. */
export function useShotStatus(): (shot: Told) => string {
	const say = words.use();
	const common = shell.use();
	return (shot) => {
		if (isOutdated(shot)) return say("dirty");
		switch (shot.status) {
			case "pending":
				return say("pending");
			case "generating":
				return say("generating");
			case "completed":
				return common("succeeded");
			case "queued":
			case "failed":
			case "canceled":
				return common(shot.status);
		}
	};
}

/** The same as icon and words. */
export function ShotBadge({ shot }: { shot: ShotResource }) {
	const statusOf = useShotStatus();
	const [icon, colour] = isOutdated(shot) ? (["pencil", "text-warn"] as const) : LOOKS[shot.status];
	return (
		<span
			data-shot-status={shot.status}
			className={`inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap ${colour}`}
		>
			<Icon name={icon} className="size-4" />
			{statusOf(shot)}
		</span>
	);
}
