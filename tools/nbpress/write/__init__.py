"""Write: articles go into a site, all or nothing. The only stage that writes the site."""
