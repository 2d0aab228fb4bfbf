import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

interface Props {
	label: string;
	tabs: readonly { key: string; words: string; content: ReactNode }[];
}

/** Views of the same thing, one at a time. */
export function Tabs({ label, tabs }: Props) {
	return (
		<Base.Root defaultValue={tabs[0]?.key}>
			<Base.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
				{tabs.map(({ key, words }) => (
					<Base.Tab
						key={key}
						value={key}
						// One that stands half out of sight comes in.
						onClick={(event) => event.currentTarget.scrollIntoView({ block: "nearest", inline: "nearest" })}
						className="-mb-px min-h-11 border-b-2 border-transparent px-3 font-medium whitespace-nowrap text-muted hover:text-ink data-active:border-accent data-active:text-ink"
					>
						{words}
					</Base.Tab>
				))}
			</Base.List>
			{tabs.map(({ key, content }) => (
				<Base.Panel key={key} value={key} className="pt-4">
					{content}
				</Base.Panel>
			))}
		</Base.Root>
	);
}
