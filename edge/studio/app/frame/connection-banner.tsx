import { useFeedState } from "../../live/account-feed.ts";
import { Icon } from "../../ui/icon.tsx";
import { shell } from "../../words/shell.ts";
import { useOnline } from "./online.ts";

/** Says that what is shown may be old, for as long as that is so. */
export function ConnectionBanner() {
	const say = shell.use();
	const online = useOnline();
	const isLost = useFeedState() === "lost";
	return (
		<div role="status">
			{(!online || isLost) && (
				<p className="flex items-center justify-center gap-2 bg-raised px-4 py-2 text-center text-sm">
					<Icon name="offline" className="size-4.5 text-warn" />
					{say(online ? "not_live" : "offline")}
				</p>
			)}
		</div>
	);
}
