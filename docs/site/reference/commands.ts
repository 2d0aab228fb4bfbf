import { CALLED, CliError, EXIT } from "../../../client/cli/command.ts";
import { everyCommand } from "../../../client/commands.ts";
import { helpOf } from "../../../workflows/command-line/read.ts";

/** The page of the command line, as Markdown: what `--help` prints, of each command and each of its parts. */
export async function commandsPage(): Promise<string> {
	const commands = await everyCommand();
	const ends = Object.entries(EXIT).map(([name, code]) => `| ${code} | ${name} |`);
	const reading = { called: CALLED, refusal: (words: string) => new CliError("usage", words) };
	const each = commands.map(({ name, summary, shape }) => {
		const helps = [...helpOf(shape, reading)].map(([path, help]) => {
			const heading = path === "" ? "" : `### ${name} ${path}\n\n`;
			return `${heading}\`\`\`text\n${help}\n\`\`\``;
		});
		return `## ${name}\n\n${summary}.\n\n${helps.join("\n\n")}`;
	});
	return `# Command line

\`npm run darkroom -- <command>\`. Results go to stdout, everything else to stderr.

| command | what it does |
| --- | --- |
${commands.map(({ name, summary }) => `| [\`${name}\`](#${name}) | ${summary} |`).join("\n")}

## Exit codes

| code | meaning |
| --- | --- |
${ends.join("\n")}

${each.join("\n\n")}
`;
}
