import type {
  MessageTemplate,
  SaveTemplate,
  TemplateContent,
  TemplatePreview,
} from '@karcis/contracts';
import type { Answer, Ask } from '../connection.ts';
import type { Sealed } from '../public-api.ts';

const PATH = '/api/admin/templates';

/** `kind/channel/language`, as pages and the API have it in their paths. */
export type TemplatePath = string;

const pathOf = (template: TemplatePath) =>
  `${PATH}/${template.split('/').map(encodeURIComponent).join('/')}`;

/** What people are written. */
export const templateCalls = (ask: Ask) => ({
  list: (): Promise<Answer<{ readonly data: MessageTemplate[] }>> => ask({ path: PATH }),
  find: (template: TemplatePath): Promise<Answer<MessageTemplate>> =>
    ask({ path: pathOf(template) }),
  save: (
    template: TemplatePath,
    body: SaveTemplate,
    csrfToken: string,
  ): Promise<Answer<MessageTemplate>> =>
    ask({ method: 'PUT', path: pathOf(template), body, csrfToken }),
  reset: (
    template: TemplatePath,
    version: number,
    sealed: Sealed,
  ): Promise<Answer<MessageTemplate>> =>
    ask({ method: 'POST', path: `${pathOf(template)}/reset`, body: { version }, ...sealed }),
  preview: (
    template: TemplatePath,
    body: { readonly content: TemplateContent; readonly booking?: string },
    sealed: Sealed,
  ): Promise<Answer<TemplatePreview>> =>
    ask({ method: 'POST', path: `${pathOf(template)}/preview`, body, ...sealed }),
});
