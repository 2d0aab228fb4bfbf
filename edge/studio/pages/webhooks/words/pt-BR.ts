import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Seus programas ficam sabendo dos trabalhos na hora.",
	create: "Adicionar webhook",
	empty_title: "Ninguém é avisado ainda",
	empty_text:
		"Adicione o endereço do seu servidor. Cada evento é assinado, tentado por três dias e pode ser reenviado.",
	url: "Endereço que recebe",
	url_hint: "Começa com https:// e é acessível pela internet",
	note: "Sua anotação",
	hears: "O que recebe",
	everything: "Tudo",
	made: "O segredo de assinatura",
	shown_once: "Seu servidor confere as assinaturas com ele. Copie agora: não será mostrado de novo.",
	done: "Já copiei",
	paused: "Pausado",
	failing: "Falhando desde {time}",
	good: "Entregando",
});
