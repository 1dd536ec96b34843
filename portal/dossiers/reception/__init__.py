"""What happens in front of the desk: somebody's visit, their papers, and handing them on."""
