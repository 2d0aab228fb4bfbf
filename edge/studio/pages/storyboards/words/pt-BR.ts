import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Um roteiro e uma imagem para cada frase.",
	create: "Novo storyboard",
	create_title: "Sobre o que é?",
	create_yes: "Criar",
	name: "Nome",
	name_missing: "Dê um nome",
	script: "Roteiro",
	script_hint: "Uma frase por linha. Cada uma vira um plano.",
	no_shots: "Ainda sem planos",
	empty_title: "Conte uma história em imagens",
	empty_text:
		"Cole um roteiro, uma frase por linha. Cada frase ganha sua imagem, e você vê todas se revelarem.",
	more: "Mostrar mais",
});
