import type { AdminTranslation } from './id.ts';

export const forms: AdminTranslation['forms'] = {
  fix_one: '{{count}} field needs another look.',
  fix_other: '{{count}} fields need another look.',
  nothingTwice: 'Nothing was made twice.',
  newForm: 'Open a new form',
  unsaved: 'Leave your changes?',
  unsavedText: 'What you changed on this page is not saved yet.',
  stay: 'Stay here',
  leave: 'Leave',
  imageAlt: 'The chosen picture',
  chooseImage: 'Choose a picture',
  changeImage: 'Change picture',
  removeImage: 'Remove picture',
  uploading: 'Uploading the picture',
  checking: 'Checking …',
  cancelUpload: 'Cancel',
  retry: 'Try again',
  lost: 'The connection broke; the picture is not saved yet.',
  cancelled: 'Upload cancelled.',
};
