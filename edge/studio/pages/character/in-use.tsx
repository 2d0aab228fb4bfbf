import { Icon } from "../../ui/icon.tsx";
import { words } from "./words.ts";

/** Says of references that later pictures are made like them. */
export function InUse() {
	const say = words.use();
	return (
		<span data-in-use className="inline-flex items-center gap-1.5 text-sm font-medium text-good">
			<Icon name="check" className="size-4" />
			{say("in_use")}
		</span>
	);
}
