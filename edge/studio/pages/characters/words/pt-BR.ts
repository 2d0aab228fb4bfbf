import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Pessoas que têm a mesma aparência em todas as imagens.",
	create: "Novo personagem",
	create_title: "Quem é?",
	create_text: "Um nome e algumas palavras bastam. Depois vêm quatro vistas de referência.",
	create_yes: "Criar",
	name: "Nome",
	name_missing: "Dê um nome",
	description: "Aparência e roupas",
	description_hint: "Com suas palavras. Entra em todos os prompts deste personagem.",
	no_looks: "Aparência ainda não descrita",
	no_references: "Ainda sem referências",
	empty_title: "Ainda não há ninguém aqui",
	empty_text:
		"Crie um personagem: diga quem é, e quatro vistas garantem que seja a mesma pessoa em cada imagem.",
	more: "Mostrar mais",
});
