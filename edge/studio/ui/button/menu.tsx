import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement } from "react";
import { Icon, type IconName } from "../icon.tsx";

export interface MenuItem {
	words: string;
	icon?: IconName;
	onChoose(): void;
}

/** A list of things to do that opens from a button. */
export function Menu({ trigger, items }: { trigger: ReactElement; items: readonly MenuItem[] }) {
	return (
		<Base.Root>
			<Base.Trigger render={trigger} />
			<Base.Portal>
				<Base.Positioner sideOffset={6} align="end" className="z-50">
					<Base.Popup className="min-w-44 rounded-xl border border-line bg-sheet p-1.5 shadow-float">
						{items.map(({ words, icon, onChoose }) => (
							<Base.Item
								key={words}
								onClick={onChoose}
								className="flex min-h-10 cursor-pointer items-center gap-3 rounded-lg px-3 text-ink outline-none data-highlighted:bg-raised"
							>
								{icon && <Icon name={icon} className="size-4.5 text-muted" />}
								{words}
							</Base.Item>
						))}
					</Base.Popup>
				</Base.Positioner>
			</Base.Portal>
		</Base.Root>
	);
}
