import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	title: "Entrar",
	lead: "Veja suas imagens se revelarem.",
	label: "Chave de API ou token",
	hint: "É trocada por uma sessão; esta página não a guarda.",
	submit: "Entrar",
	working: "Entrando…",
	required: "Digite uma chave ou token",
	refused: "Esta chave ou token não é válido. Foi copiado por inteiro?",
	refused_token: "Este token não é aceito: {why}",
	forbidden: "Esta chave não pode ler trabalhos: precisa do escopo {scope}.",
	unreachable: "O servidor não responde. Tente de novo em instantes.",
	link_over: "Este endereço já foi usado ou expirou. Entre com uma chave.",
	ended: "Sua sessão terminou. Entre de novo.",
});
