import type { ReactNode } from "react";
import { Icon, type IconName } from "../icon.tsx";

interface Props {
	icon: IconName;
	title: string;
	/** What to do first. */
	text: string;
	children?: ReactNode;
}

/** Where there is nothing yet: what will be here, and what to do first. */
export function EmptyState({ icon, title, text, children }: Props) {
	return (
		<div className="mx-auto flex max-w-md flex-col items-center px-4 py-16 text-center md:py-24">
			<div className="mb-5 grid size-16 place-items-center rounded-full bg-glow text-accent">
				<Icon name={icon} className="size-7" />
			</div>
			<h2 className="text-xl font-semibold text-balance">{title}</h2>
			<p className="mt-2 text-pretty text-muted">{text}</p>
			{children && <div className="mt-6 flex flex-wrap justify-center gap-3">{children}</div>}
		</div>
	);
}
