"""The stage that makes a page of an executed notebook: values in, text and files out, no disk, clock or network."""
