/** An input of a node as the class of today declares it. */
export interface LiveInput {
	name: string;
	type: string;
	link: string | undefined;
	/** Name of the widget that the link would replace. */
	widget: string | undefined;
}
